"""What shape of a picture, and which videos, each platform takes (PLATFORMS, section 1)."""

from dataclasses import dataclass
from math import sqrt

MP4 = "video/mp4"


@dataclass(frozen=True, slots=True)
class Shape:
    """The most pixels, the longest side, and the narrowest and widest picture (width by height)."""

    pixels: int = 33_000_000
    side: int = 4096
    narrowest: float = 0.0
    widest: float = float("inf")

    def takes(self, width: int, height: int) -> bool:
        """Whether a picture fits as it is."""
        return (width, height) == self.frame(width, height) == self.within(width, height)

    def frame(self, width: int, height: int) -> tuple[int, int]:
        """The smallest frame of a shape that is taken, around the whole picture."""
        ratio = width / height
        if ratio < self.narrowest:
            return max(width, -int(-height * self.narrowest // 1)), height
        if ratio > self.widest:
            return width, max(height, -int(-width / self.widest // 1))
        return width, height

    def within(self, width: int, height: int) -> tuple[int, int]:
        """The size at which it has neither too long a side nor too many pixels."""
        scale = min(1.0, self.side / max(width, height), sqrt(self.pixels / (width * height)))
        return (width, height) if scale == 1.0 else (max(1, int(width * scale)), max(1, int(height * scale)))


@dataclass(frozen=True, slots=True)
class VideoLimits:
    """The videos that a platform takes: bytes, shortest and longest in seconds; bytes of captions, 0 for none."""

    bytes: int
    shortest: float
    longest: float
    captions: int = 0


_SHAPES: dict[str, Shape] = {
    "instagram": Shape(side=1440, narrowest=4 / 5, widest=1.91),
    "threads": Shape(side=1440, narrowest=0.1, widest=10.0),
    "bluesky": Shape(side=2000),
    "linkedin": Shape(pixels=36_000_000),
}
#: Platforms that are not here get no video from us: a person puts it up by hand.
_VIDEOS: dict[str, VideoLimits] = {
    "newsroom": VideoLimits(16 * 2**20, 0.1, 3600, 500_000),
    "by_hand": VideoLimits(16 * 2**20, 0.1, 3600, 500_000),
    "mastodon": VideoLimits(16 * 2**20, 0.1, 3600),
    "bluesky": VideoLimits(16 * 2**20, 0.1, 180, 20_000),
    "x": VideoLimits(16 * 2**20, 0.5, 140, 500_000),
    "facebook": VideoLimits(16 * 2**20, 1, 3600, 500_000),
    "instagram": VideoLimits(16 * 2**20, 3, 900),
    "threads": VideoLimits(16 * 2**20, 0.1, 300),
    "linkedin": VideoLimits(16 * 2**20, 3, 1800, 500_000),
    "nextdoor": VideoLimits(16 * 2**20, 0.1, 3600),
}


def shape_of(platform: str) -> Shape:
    """The shape that a platform takes."""
    return _SHAPES.get(platform, Shape())


def video_of(platform: str) -> VideoLimits | None:
    """The videos that we send to a platform; None where we send none."""
    return _VIDEOS.get(platform)
