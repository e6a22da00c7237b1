"""The first alert of the night does not wait for what every later one finds ready."""

from approval_ui.staff import warming
from countersign.alerts import templates
from countersign.settings import Settings


def test_rules_and_templates_are_ready_after_the_start(told: Settings) -> None:
    """Warming reads the templates and tries every rule, and ends by itself."""
    thread = warming.begin(told)
    thread.join(60)
    assert not thread.is_alive() and templates.shipped.cache_info().currsize == 1
