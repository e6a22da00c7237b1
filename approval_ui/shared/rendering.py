"""Pages from templates: one environment for each application, with the filters and addresses that all pages use.

The context of a page holds `zone` (the agency's ZoneInfo) and `now` (aware UTC) wherever a template shows times.
"""

from datetime import datetime, timedelta
from pathlib import Path

from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from countersign import timetable

HERE = Path(__file__).parent
STATIC = HERE.parent / "static"


def templates(*folders: Path) -> Jinja2Templates:
    """The templates of one application, its own folders before the shared one; autoescaped, nothing undefined."""
    environment = Environment(
        loader=FileSystemLoader([*folders, HERE / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = static_address
    environment.filters |= {
        "when": when,
        "clock": clock,
        "hour": hour,
        "away": away,
        "countdown": countdown,
        "plural": plural,
    }
    return Jinja2Templates(env=environment)


def static_address(path: str) -> str:
    """The address of a static file; it changes with the file, so that browsers may keep it for long."""
    file = STATIC / path
    version = f"?v={file.stat().st_mtime_ns // 1_000_000:x}" if file.is_file() else ""
    return f"/static/{path}{version}"


@pass_context
def when(context: Context, instant: datetime | str | None) -> Markup | str:
    """An instant in the agency's zone: "Fri Nov 21, 2026 at 6:30 p.m. PST"."""
    moment = _moment(instant)
    return _time(moment, timetable.spoken(moment, context["zone"])) if moment else "–"


@pass_context
def clock(context: Context, instant: datetime | str | None) -> Markup | str:
    """An instant shortly: the time of day when it is today in the agency's zone, else the day before it."""
    moment = _moment(instant)
    if moment is None:
        return "–"
    local, today = moment.astimezone(context["zone"]), context["now"].astimezone(context["zone"]).date()
    half = "a.m." if local.hour < 12 else "p.m."
    hour = f"{local.hour % 12 or 12}:{local:%M} {half}"
    return _time(moment, hour if local.date() == today else f"{local:%a %b} {local.day}, {hour}")


@pass_context
def hour(context: Context, instant: datetime) -> Markup:
    """The time of day of an instant, where its day is said beside it."""
    local = instant.astimezone(context["zone"])
    return _time(instant, f"{local.hour % 12 or 12}:{local:%M} {'a.m.' if local.hour < 12 else 'p.m.'}")


@pass_context
def away(context: Context, instant: datetime | str | None) -> str:
    """How far an instant is: "in 12 min", "3 h ago", "now"."""
    moment = _moment(instant)
    return distance(moment - context["now"]) if moment else "–"


@pass_context
def countdown(context: Context, instant: datetime | str | None) -> Markup | str:
    """How far an instant is, kept up to date on the page where scripts run."""
    moment = _moment(instant)
    if moment is None:
        return "–"
    text = distance(moment - context["now"])
    return Markup('<time datetime="{}" data-countdown>{}</time>').format(moment.isoformat(), text)


def distance(span: timedelta) -> str:
    """A span of time in the one or two largest units."""
    seconds = int(abs(span).total_seconds())
    if seconds < 5:
        return "now"
    words = _largest_units(seconds)
    return f"in {words}" if span > timedelta() else f"{words} ago"


def _largest_units(seconds: int) -> str:
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes = rest // 60
    if days:
        return f"{days} d {hours} h" if days < 3 and hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes >= 2 else f"{seconds} s"


def plural(number: int, word: str, many: str | None = None) -> str:
    """ "1 page", "2 pages"."""
    return f"{number} {word if number == 1 else many or word + 's'}"


def _moment(instant: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(instant) if isinstance(instant, str) else instant


def _time(instant: datetime, words: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(instant.isoformat(), words)
