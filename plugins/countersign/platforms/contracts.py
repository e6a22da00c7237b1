"""What an agency has to know before it opens a page: what it costs, which contract it needs, how long that takes.

Facts of August to November 2026; platforms change them, so each says when it was last looked up.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contract:
    """The conditions of one platform, in sentences for people; `steps` lead through connecting a page."""

    cost: str
    contract: str
    waiting: str
    looked_up: str
    steps: tuple[str, ...] = ()
    #: Where the agency makes what the steps speak of.
    address: str = ""


CONTRACTS: Mapping[str, Contract] = {
    "newsroom": Contract("Nothing: it is your own site.", "No contract.", "No waiting.", "2026-11"),
    "mastodon": Contract(
        "Nothing on most servers.",
        "The rules of the server; ask its administrators before you open an agency's account.",
        "Minutes, or a few days where the server approves new accounts.",
        "2026-11",
        (
            "In this browser, sign in to your server with the agency's account.",
            "Come back here and go on: the server asks whether Countersign may read and write. Allow it.",
        ),
    ),
    "bluesky": Contract(
        "Nothing.",
        "The terms of the network. Use the agency's own domain as its handle: it proves whose account it is.",
        "Minutes.",
        "2026-11",
        (
            "Sign in to Bluesky with the agency's account.",
            "Open Settings, then Privacy and security, then App passwords.",
            "Add one, call it Countersign, and copy the password that is shown once.",
        ),
        "https://bsky.app/settings/app-passwords",
    ),
    "x": Contract(
        "Self-serve: $0.015 a post, $0.20 a post with a link; reading your own posts $0.001 each.",
        "X's developer guidelines ask governments for an Enterprise contract, above all where comments are read back.",
        "Weeks: the contract is negotiated with X.",
        "2026-08",
        (
            "Sign in to X's developer portal with the agency's account and open your project's app.",
            "Under “User authentication settings”, choose a web app, and allow reading and writing.",
            "Enter the address below as the callback address, and save.",
            "Copy the app's Client ID and Client Secret.",
        ),
        "https://developer.x.com",
    ),
    "facebook": Contract(
        "Nothing.",
        "Business verification and Meta's App Review for each permission.",
        "2 to 6 weeks for the review; access has to be given again every 60 days.",
        "2026-07",
        (
            "Sign in at Meta for Developers as somebody who manages the agency's page, and open the agency's app.",
            "Under Facebook Login, enter the address below as a valid redirect address, and save.",
            "Under App settings, Basic, copy the App ID and the App secret.",
        ),
        "https://developers.facebook.com/apps",
    ),
    "instagram": Contract(
        "Nothing.",
        "A professional account linked to the agency's Facebook page, business verification and Meta's App Review.",
        "2 to 6 weeks for the review; access has to be given again every 60 days.",
        "2026-07",
        (
            "Link the Instagram account to the agency's Facebook page, as a professional account.",
            "Sign in at Meta for Developers and open the agency's app.",
            "Under Facebook Login, enter the address below as a valid redirect address, and save.",
            "Under App settings, Basic, copy the App ID and the App secret.",
        ),
        "https://developers.facebook.com/apps",
    ),
    "threads": Contract(
        "Nothing.",
        "Business verification and Meta's App Review.",
        "2 to 6 weeks for the review.",
        "2026-07",
        (
            "Sign in at Meta for Developers and open the agency's app; add the use case Threads.",
            "Enter the address below as the redirect address, and save.",
            "Under the use case's settings, copy the Threads App ID and the Threads App secret.",
        ),
        "https://developers.facebook.com/apps",
    ),
    "linkedin": Contract(
        "Nothing.",
        "The Community Management product has to be granted to the agency's app.",
        "Weeks, with a video of the use; access has to be given again every 60 days or every year.",
        "2026-07",
        (
            "Sign in at LinkedIn Developers as an administrator of the agency's page, and open the agency's app.",
            "Under Auth, add the address below as an authorized redirect address.",
            "Copy the Client ID and the Client Secret.",
            "Note the number in the address of the page's admin screen.",
        ),
        "https://www.linkedin.com/developers/apps",
    ),
    "nextdoor": Contract(
        "Nothing for public agencies.",
        "An application as a partner. What we speak to it is built from published excerpts and was never tried there.",
        "Not published; count on weeks.",
        "2026-11",
        (
            "Ask Nextdoor's partner team for access for the agency, and give them the address below.",
            "Copy the client number and secret that they send, and the profile's number.",
        ),
        "https://developer.nextdoor.com",
    ),
    "by_hand": Contract("Nothing.", "No contract: a person posts.", "No waiting.", "2026-11"),
    "console": Contract("Nothing: nothing reaches the public.", "No contract.", "No waiting.", "2026-11"),
}


def contract(platform: str) -> Contract | None:
    """The conditions of a platform, where we know them."""
    return CONTRACTS.get(platform)
