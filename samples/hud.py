"""What is written over the picture: the game's gunship sights, the drones' symbology, title cards."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from samples.noise import Floats, Image

Colour = tuple[int, int, int]
CAPTION = (
    "Development footage.",
    "This is a work in progress.",
    "All content subject to change.",
)
WHITE: Colour = (236, 236, 236)


def put(
    frame: Image, text: str, spot: tuple[int, int], height: int, colour: Colour = WHITE, right: bool = False
) -> tuple[int, int, int, int]:
    """Write a line of text with its upper left (or right) corner at `spot`; return its box."""
    font = ImageFont.load_default(height)
    sheet = Pictures.fromarray(frame)
    pen = ImageDraw.Draw(sheet)
    left, top, end, bottom = pen.textbbox((0, 0), text, font=font)
    x = spot[0] - int(end) if right else spot[0]
    pen.text((x, spot[1]), text, font=font, fill=colour)
    frame[:] = np.asarray(sheet)
    return (x + int(left), spot[1] + int(top), x + int(end), spot[1] + int(bottom))


def stroke(frame: Image, text: str, spot: tuple[int, int], size: float, colour: Colour) -> None:
    """Write in the single-line letters that display electronics use; `spot` is the baseline's start."""
    shade = _moved(spot, 1, 1)
    cv2.putText(frame, text, shade, cv2.FONT_HERSHEY_SIMPLEX, size, (0, 0, 0), 1, cv2.LINE_AA)
    cv2.putText(frame, text, spot, cv2.FONT_HERSHEY_SIMPLEX, size, colour, 1, cv2.LINE_AA)


def blend(frame: Image, drawn: Image, opacity: float) -> None:
    """Mix a drawn-over copy into the frame."""
    frame[:] = cv2.addWeighted(drawn, opacity, frame, 1 - opacity, 0)


def gunship(frame: Image, seconds: float, mission: str) -> None:
    """Draw the game's sights, gauges, buttons and the developer's caption (made for 960 x 540)."""
    drawn = frame.copy()
    _sights(drawn)
    _gauges(drawn, seconds, mission)
    blend(frame, drawn, 0.82)
    _buttons(frame, seconds)
    for row, line in enumerate(CAPTION):
        put(frame, line, (frame.shape[1] - 16, 14 + 20 * row), 16, WHITE, right=True)


def _sights(frame: Image) -> None:
    """Draw the cross hairs and the four corner brackets."""
    height, width = frame.shape[:2]
    x, y = width // 2, height // 2
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        near, far = (x + 26 * dx, y + 26 * dy), (x + 104 * dx, y + 84 * dy)
        cv2.line(frame, near, far, WHITE, 2, cv2.LINE_AA)
        for tick in (46, 66):
            spot = (x + tick * dx, y + tick * dy)
            cv2.line(frame, _moved(spot, dy * 6, dx * 6), _moved(spot, -dy * 6, -dx * 6), WHITE, 1)
    for sx in (-1, 1):
        for sy in (-1, 1):
            corner = (x + 200 * sx, y + 140 * sy)
            cv2.line(frame, corner, _moved(corner, -44 * sx, 0), WHITE, 2, cv2.LINE_AA)
            cv2.line(frame, corner, _moved(corner, 0, -44 * sy), WHITE, 2, cv2.LINE_AA)


def _moved(spot: tuple[int, int], dx: int, dy: int) -> tuple[int, int]:
    """Return a pixel shifted."""
    return spot[0] + dx, spot[1] + dy


def _gauges(frame: Image, seconds: float, mission: str) -> None:
    """Write the numbers that change while the aircraft flies."""
    height = frame.shape[0]
    ranging = 2874 - 6.4 * seconds + 9 * np.sin(seconds * 1.7)
    stroke(frame, "WHOT   A-G   NARO", (22, 34), 0.5, WHITE)
    stroke(frame, f"RNG {ranging:6.1f}", (22, 56), 0.5, WHITE)
    stroke(frame, f"BRG {(41 + 2.1 * seconds) % 360:05.1f}", (22, 78), 0.5, WHITE)
    stroke(frame, f"ALT {5210 + 7 * np.sin(seconds):6.0f} FT", (22, 100), 0.5, WHITE)
    stroke(frame, mission, (22, height - 128), 0.5, WHITE)
    clock = 30.0 * seconds
    stroke(frame, f"{int(clock) // 60:02d}:{clock % 60:04.1f}", (22, height - 150), 0.5, WHITE)
    for row, gun in enumerate(("105MM", "40MM", "25MM")):
        chosen = row == int(seconds / 4) % 3
        stroke(frame, gun + (" <" if chosen else ""), (frame.shape[1] - 118, 250 + 24 * row), 0.55, WHITE)


def _buttons(frame: Image, seconds: float) -> None:
    """Draw the touch controls: the stick at the left, the red FIRE button at the right."""
    height, width = frame.shape[:2]
    drawn = frame.copy()
    stick = (82, height - 66)
    cv2.circle(drawn, stick, 46, (210, 210, 210), 3, cv2.LINE_AA)
    thumb = (int(14 * np.cos(seconds * 0.9)), int(12 * np.sin(seconds * 1.3)))
    cv2.circle(drawn, _moved(stick, *thumb), 20, (225, 225, 225), -1, cv2.LINE_AA)
    blend(frame, drawn, 0.5)
    fire = (width - 78, height - 70)
    cv2.circle(frame, fire, 52, (18, 18, 120), -1, cv2.LINE_AA)
    cv2.circle(frame, fire, 46, (32, 28, 205), -1, cv2.LINE_AA)
    cv2.circle(frame, fire, 52, (235, 235, 245), 3, cv2.LINE_AA)
    put(frame, "FIRE", (fire[0] - 32, fire[1] - 17), 27, (255, 255, 255))


def scout(frame: Image, seconds: float, label: str, colour: Colour = WHITE) -> None:
    """Draw a plain drone's symbology: a tracking box, a cross and a line of numbers."""
    height, width = frame.shape[:2]
    x, y = width // 2, height // 2
    half = 26 + int(3 * np.sin(seconds * 2.1))
    for sx in (-1, 1):
        for sy in (-1, 1):
            corner = (x + half * sx, y + half * sy)
            cv2.line(frame, corner, _moved(corner, -10 * sx, 0), colour, 1, cv2.LINE_AA)
            cv2.line(frame, corner, _moved(corner, 0, -10 * sy), colour, 1, cv2.LINE_AA)
    cv2.line(frame, (x - 5, y), (x + 5, y), colour, 1)
    cv2.line(frame, (x, y - 5), (x, y + 5), colour, 1)
    stroke(frame, f"{label}  TRK  {seconds + 41:05.1f}", (12, height - 12), 0.4, colour)


def strike_display(frame: Image, seconds: float, label: str) -> None:
    """Draw the second raid camera's display: green numbers all round, a ladder, a north arrow."""
    green: Colour = (96, 240, 120)
    height, width = frame.shape[:2]
    azimuth = 214.5 + 1.9 * seconds + 0.6 * np.sin(seconds * 2.3)
    stroke(frame, f"AZ {azimuth:05.1f}", (12, 20), 0.42, green)
    stroke(frame, f"EL {-38.2 + 0.5 * np.sin(seconds):5.1f}", (12, 38), 0.42, green)
    stroke(frame, f"SLR {3941 - 11 * seconds:5.0f} M", (width - 120, 20), 0.42, green)
    stroke(frame, f"FOV {1 + int(seconds / 5)}  DTV", (width - 120, 38), 0.42, green)
    stroke(frame, label, (12, height - 12), 0.42, green)
    x, y = width // 2, height // 2
    for gap, reach in ((14, 58), (8, 12)):
        cv2.line(frame, (x - reach, y), (x - gap, y), green, 1)
        cv2.line(frame, (x + gap, y), (x + reach, y), green, 1)
    cv2.line(frame, (x, y - 44), (x, y - 14), green, 1)
    cv2.line(frame, (x, y + 14), (x, y + 44), green, 1)
    for step in range(-4, 5):
        cv2.line(frame, (width - 18, y + 22 * step), (width - 12, y + 22 * step), green, 1)
    cv2.circle(frame, (width - 15, y + int(50 * np.sin(seconds * 0.8))), 3, green, 1, cv2.LINE_AA)
    _north(frame, np.radians(azimuth), green)


def _north(frame: Image, angle: float, colour: Colour) -> None:
    """Draw a small arrow that turns with the aircraft."""
    middle = np.array([frame.shape[1] - 40, frame.shape[0] - 34])
    tip = middle + 20 * np.array([np.sin(angle), -np.cos(angle)])
    tail = middle - 12 * np.array([np.sin(angle), -np.cos(angle)])
    ends = [(int(p[0]), int(p[1])) for p in (tail, tip)]
    cv2.arrowedLine(frame, ends[0], ends[1], colour, 1, cv2.LINE_AA, tipLength=0.35)


def title_card(backdrop: Floats, seconds: float, size: tuple[int, int], lines: tuple[str, ...]) -> Image:
    """Draw a title over a slowly moving dark backdrop (0..1, larger than the card by 64 x 32)."""
    width, height = size
    shift = int(seconds * 22)
    moving = backdrop[shift // 3 : shift // 3 + height, shift : shift + width]
    tint = (30 + 70 * moving)[:, :, None] * np.array([0.75, 0.9, 1.0], np.float32)
    card = np.clip(tint, 0, 255).astype(np.uint8)
    shares = ((0.36, 0.085), (0.53, 0.045), (0.66, 0.034))
    for text, (share, part) in zip(lines, shares, strict=True):
        letters = round(height * part)
        wide = ImageFont.load_default(letters).getlength(text)
        put(card, text, (int((width - wide) / 2), int(height * share)), letters, (245, 245, 245))
    sweep = int(width * (0.2 + 0.6 * min(1.0, seconds / 1.8)))
    cv2.line(card, (int(width * 0.2), height // 2), (sweep, height // 2), (40, 40, 190), 2)
    shown = min(1.0, 0.15 + seconds / 0.7)
    return np.asarray(card * np.float32(shown), np.float32).astype(np.uint8)
