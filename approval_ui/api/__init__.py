"""The JSON API of the staff's application: thin routes, each one verb of the library, for programs with a token."""

from approval_ui.api.app import PATH, api

__all__ = ["PATH", "api"]
