"""Airflow's menu gets a link to the staff's pages; a plugin's own web pages would have no sign-in."""

from airflow.plugins_manager import AirflowPlugin

from countersign import settings


class CountersignPlugin(AirflowPlugin):
    """A link out of Airflow's menu."""

    name = "countersign"
    external_views = [
        {"name": "Countersign", "href": settings.load().staff_address, "destination": "nav"},
    ]
