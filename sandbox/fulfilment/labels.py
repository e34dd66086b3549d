"""Labels and packing slips as they are printed: PDF, a picture, or text for label printers."""

import io
from collections import Counter

from PIL import Image, ImageDraw
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4, A5, A6
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from ..world.people import masked

SIZES = {'A6': A6, 'A5': A5, 'A4': A4}
MARGIN = 4 * mm
DOTS = 203 / 72  # per point, as label printers have them
INVOICE = 'DANFE SIMPLIFICADO'


def pdf(package, pages, size='A6'):
    """Return a PDF of some pages about a package.

    :param list pages: of `label`, `slip`, `invoice`
    :param str size: `A6`, `A5` or `A4`
    """
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=SIZES[size], invariant=True)
    canvas.setTitle(f'Package {package.id}')
    for page in pages:
        page(canvas, package, *SIZES[size])
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def label(canvas, package, width, height):
    """Draw a shipping label: who carries it, its number as bars, who gets it, what orders it is."""
    order, inner = package.orders[0], width - 2 * MARGIN
    canvas.rect(MARGIN, MARGIN, inner, height - 2 * MARGIN)
    top = height - MARGIN
    canvas.setFont('Helvetica-Bold', 15)
    canvas.drawString(2 * MARGIN, top - 18, latin(package.provider))
    canvas.drawRightString(width - 2 * MARGIN, top - 18, order.shop.market.region)
    _rule(canvas, width, top - 28)
    _bars(canvas, package.tracking_number, width, top - 90)
    canvas.setFont('Helvetica-Bold', 11)
    canvas.drawCentredString(width / 2, top - 104, package.tracking_number)
    _rule(canvas, width, top - 114)
    lines = [('To', recipient(order)), ('From', sender(order))]
    end = _block(canvas, lines, top - 128)
    _rule(canvas, width, end)
    rows = [f'Order {each.id}' for each in package.orders[:8]]
    if len(package.orders) > 8:
        rows.append(f'and {len(package.orders) - 8} more')
    rows += [f'Package {package.id}', f'{len(package.units)} item(s)']
    end = _text(canvas, rows, end - 13, 8)
    if end > 60:
        _bars(canvas, package.id, width, 2 * MARGIN + 4, height=26)


def slip(canvas, package, width, height):
    """Draw a packing slip: what is in the package, order by order."""
    canvas.setFont('Helvetica-Bold', 13)
    canvas.drawString(2 * MARGIN, height - MARGIN - 16, 'Packing slip')
    y = _text(canvas, [f'Package {package.id}'], height - MARGIN - 30, 8)
    for order in package.orders:
        _rule(canvas, width, y + 2)
        y = _text(canvas, [f'Order {order.id}'], y - 10, 8, 'Helvetica-Bold')
        y = _text(canvas, contents(order, package), y, 8)


def invoice(canvas, package, width, height):
    """Draw the short form of the Brazilian invoice that travels with a package."""
    label(canvas, package, width, height)
    canvas.setFont('Helvetica-Bold', 9)
    canvas.drawCentredString(width / 2, MARGIN + 34, INVOICE)


def hazmat(canvas, package, width, height):
    """Draw the sign of dangerous goods: a square on its tip, and what is in the package."""
    middle, half = width / 2, 50 * mm
    path = canvas.beginPath()
    path.moveTo(middle, height / 2 - half)
    for x, y in ((half, 0), (0, half), (-half, 0)):
        path.lineTo(middle + x, height / 2 + y)
    path.close()
    canvas.drawPath(path)
    canvas.setFont('Helvetica-Bold', 20)
    canvas.drawCentredString(middle, height / 2, 'DANGEROUS GOODS')
    _text(canvas, [f'Package {package.id}'], height - 2 * MARGIN, 11)


def picture(package):
    """Return the label as a PNG, in the size of an A6 page on a label printer."""
    width, height = (round(side * DOTS) for side in A6)
    image = Image.new('1', (width, height), 1)
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, width - 20, height - 20), outline=0, width=3)
    bars = widths(package.tracking_number)
    unit = max(1, (width - 120) // sum(wide for wide, _black in bars))
    x = (width - unit * sum(wide for wide, _black in bars)) // 2
    for wide, black in bars:
        if black:
            draw.rectangle((x, 160, x + wide * unit - 1, 400), fill=0)
        x += wide * unit
    rows = [package.provider, package.tracking_number, *(each.id for each in package.orders)]
    for number, row in enumerate(rows):
        place = 60 if not number else 380 + 50 * number
        draw.text((60, place), latin(row), fill=0, font_size=36)
    target = io.BytesIO()
    image.save(target, 'PNG', dpi=(203, 203))
    return target.getvalue()


def zpl(package):
    """Return the label in the language of label printers."""
    rows = [
        '^XA', '^CI28', '^PW839', '^LL1183', f'^FO40,40^A0N,50,50^FD{package.provider}^FS',
        f'^FO40,120^BY3^BCN,200,Y,N,N^FD{package.tracking_number}^FS',
        *(f'^FO40,{400 + 50 * number}^A0N,35,35^FDOrder {order.id}^FS'
          for number, order in enumerate(package.orders)),
        f'^FO40,1100^A0N,30,30^FDPackage {package.id}^FS', '^XZ',
    ]
    return '\n'.join(rows).encode()


def widths(text):
    """Return the bars and gaps of a Code 128: (width, whether it is black)."""
    code = Code128(text, quiet=False)
    code.validate()
    code.encode()
    code.decompose()
    # Letters stand for widths: small ones for gaps, capitals for bars.
    return [(ord(each.lower()) - ord('a') + 1, each.isupper()) for each in code.decomposed]


def recipient(order):
    """Return the lines of the buyer's address, masked as TikTok prints it."""
    address = masked(order.address)
    return [
        address['name'][:40], address['address_detail'][:40],
        f"{address['postal_code']} {address['district_info'][2]['address_name']}",
        address['region_code'],
    ]


def sender(order):
    """Return the lines of the warehouse's address."""
    address = order.warehouse.address
    return [order.shop.name, f"{address['full_address']} {address['postal_code']}"]


def contents(order, package):
    """Return what of an order is in a package, one line for each SKU."""
    counts = Counter(
        (unit.sku.seller_sku, unit.sku.product_name) for unit in order.units
        if unit.package is package and not unit.cancelled)
    return [f'{count} x {sku}  {name}'[:60] for (sku, name), count in counts.items()]


def latin(text):
    """Return a text in the letters that every PDF reader has: question marks for the others."""
    return text.encode('cp1252', 'replace').decode('cp1252')


def _rule(canvas, width, y):
    canvas.line(MARGIN, y, width - MARGIN, y)


def _bars(canvas, text, width, y, height=50):
    """Draw a Code 128 in the middle of the page."""
    free = width - 6 * MARGIN
    code = Code128(text, barHeight=height, barWidth=1, quiet=False)
    scale = min(1.6, free / code.width)
    code = Code128(text, barHeight=height, barWidth=scale, quiet=False)
    code.drawOn(canvas, (width - code.width) / 2, y)


def _block(canvas, parts, y):
    for title, rows in parts:
        y = _text(canvas, [title], y, 7, 'Helvetica-Bold') - 3
        y = _text(canvas, rows, y, 10) - 4
    return y


def _text(canvas, rows, y, size, font='Helvetica'):
    """Write lines downwards and return where the next one goes."""
    canvas.setFont(font, size)
    for row in rows:
        canvas.drawString(2 * MARGIN, y, latin(row))
        y -= size + 2
    return y
