"""Draw the pictures of what the demonstration's company sells."""

import base64
import io

from PIL import Image, ImageDraw

SIDE = 800
COLOURS = {
    'Black': '#2b2d33', 'Blue': '#33658a', 'Green': '#4f772d', 'Red': '#b23a48',
    'White': '#d8d8d4', 'Grey': '#8d99ae', 'Sand': '#c8a97e', 'Brass': '#b5893c',
}
LIGHT, SHADE, LINE = '#f7f5f0', '#e3dfd5', '#3d3a35'


def picture(shape, colour='Sand', size=(SIDE, SIDE)):
    """Return a JPEG, in base 64, of a thing before a plain background.

    :param str shape: one of `SHAPES`
    :param str colour: one of `COLOURS`
    """
    image = Image.new('RGB', (SIDE, SIDE), LIGHT)
    pen = ImageDraw.Draw(image)
    pen.ellipse((140, 630, 660, 710), fill=SHADE)
    SHAPES[shape](pen, COLOURS[colour])
    stream = io.BytesIO()
    image.resize(size).save(stream, 'JPEG', quality=85)
    return base64.b64encode(stream.getvalue()).decode()


def _mug(pen, colour):
    pen.arc((480, 290, 680, 530), -100, 100, fill=colour, width=38)
    pen.rounded_rectangle((190, 220, 560, 670), 50, fill=colour)
    pen.ellipse((190, 190, 560, 270), fill=LINE)


def _shirt(pen, colour):
    pen.polygon([(250, 150), (550, 150), (730, 300), (640, 400), (560, 340), (560, 680),
                 (240, 680), (240, 340), (160, 400), (70, 300)], fill=colour)
    pen.pieslice((320, 90, 480, 230), 0, 180, fill=LIGHT)


def _sock(pen, colour):
    pen.polygon([(300, 120), (480, 120), (480, 460), (640, 560), (600, 680), (460, 680),
                 (300, 560)], fill=colour)
    pen.rectangle((300, 120, 480, 180), fill=LINE)


def _hat(pen, colour):
    pen.pieslice((180, 180, 620, 860), 180, 360, fill=colour)
    pen.rounded_rectangle((160, 500, 640, 620), 30, fill=LINE)
    pen.ellipse((350, 120, 450, 220), fill=colour)


def _cloth(pen, colour):
    pen.rectangle((180, 160, 620, 660), fill=colour)
    for x in range(190, 620, 30):
        pen.line((x, 660, x, 700), fill=colour, width=8)
    for y in (230, 580):
        pen.line((180, y, 620, y), fill=LIGHT, width=18)


def _bag(pen, colour):
    pen.arc((310, 90, 490, 330), 180, 360, fill=LINE, width=24)
    pen.rounded_rectangle((210, 190, 590, 690), 70, fill=colour)
    pen.rounded_rectangle((270, 430, 530, 640), 30, outline=LINE, width=12)


def _bottle(pen, colour):
    pen.rectangle((350, 110, 450, 260), fill=LINE)
    pen.rounded_rectangle((270, 230, 530, 690), 70, fill=colour)
    pen.rectangle((270, 400, 530, 560), fill=LIGHT)


def _box(pen, colour):
    pen.polygon([(160, 300), (400, 200), (640, 300), (400, 410)], fill=SHADE)
    pen.polygon([(160, 300), (400, 410), (400, 690), (160, 570)], fill=colour)
    pen.polygon([(640, 300), (400, 410), (400, 690), (640, 570)], fill=LINE)


def _lamp(pen, colour):
    pen.rectangle((385, 340, 415, 660), fill=LINE)
    pen.polygon([(300, 140), (500, 140), (620, 400), (180, 400)], fill=colour)
    pen.rounded_rectangle((280, 650, 520, 690), 20, fill=LINE)


def _loop(pen, colour):
    pen.arc((190, 170, 610, 680), -250, 80, fill=colour, width=50)
    pen.rounded_rectangle((370, 600, 500, 710), 16, fill=LINE)


def _sheet(pen, colour):
    pen.rounded_rectangle((240, 120, 560, 690), 40, fill=colour)
    pen.rounded_rectangle((270, 150, 360, 240), 20, fill=LINE)


SHAPES = {
    'mug': _mug, 'shirt': _shirt, 'sock': _sock, 'hat': _hat, 'cloth': _cloth, 'bag': _bag,
    'bottle': _bottle, 'box': _box, 'lamp': _lamp, 'loop': _loop, 'sheet': _sheet,
}
