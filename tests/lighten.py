"""Makes the pictures in notebooks lighter: `python tests/lighten.py` before a commit; a second run changes nothing.

A picture becomes a JPEG where that is much smaller, as it is for photographs, else a PNG of at most 256 colours, and is
at most 1200 pixels wide. A JPEG, a PNG with a palette, and a picture that would not become smaller stay as they are.
"""
import base64
import io
import json
import re
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parent.parent
WIDEST = 1200  # px
QUALITY = 82  # of a JPEG
MUCH_SMALLER = 0.85  # of the PNG's size; lines and letters look better in a PNG, so a JPEG must be worth it
COLOURS = 256  # of a PNG
EMBEDDED = re.compile(r'data:image/png;base64,([A-Za-z0-9+/=]+)')


def saved(image: Image.Image,  # picture
          kind: str,  # PNG or JPEG
          **options: object,  # as Pillow takes them
          ) -> bytes:  # contents of a file
    "A picture as a file."
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def on_white(image: Image.Image,  # picture, transparent in places or not
             ) -> Image.Image:  # RGB
    "A picture without transparency, at most `WIDEST` wide."
    image = image.convert('RGBA')
    image = Image.alpha_composite(Image.new('RGBA', image.size, 'white'), image).convert('RGB')
    if image.width > WIDEST:
        image = image.resize((WIDEST, round(image.height*WIDEST/image.width)), Image.Resampling.LANCZOS)
    return image


def light_png(image: Image.Image,  # RGB
              ) -> bytes:  # PNG
    "A picture in at most 256 colours, its own where there are no more, without dithering."
    few = image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    return saved(few, 'PNG', optimize=True)


def lighter(contents: bytes,  # PNG
            may_be_jpeg: bool = True,  # whether its place takes a JPEG
            ) -> tuple[str, bytes]:  # png or jpeg, and the contents of the file
    "A picture as small as it can be without looking worse."
    picture = Image.open(io.BytesIO(contents))
    if picture.mode == 'P' and picture.width <= WIDEST:
        return 'png', contents
    image = on_white(picture)
    png = light_png(image)
    jpeg = saved(image, 'JPEG', quality=QUALITY, subsampling=0)
    if may_be_jpeg and len(jpeg) < min(MUCH_SMALLER*len(png), len(contents)):
        return 'jpeg', jpeg
    return 'png', min(png, contents, key=len)


def lighten_output(output: dict,  # of a cell, changed in place
                   ) -> None:
    "Lighten the picture of an output, and those inside its HTML."
    data = output.get('data', {})
    if 'image/png' in data:
        kind, picture = lighter(base64.b64decode(''.join(data.pop('image/png'))))
        data[f'image/{kind}'] = base64.b64encode(picture).decode()
        if 'image/png' in output.get('metadata', {}):
            output['metadata'][f'image/{kind}'] = output['metadata'].pop('image/png')
    if 'text/html' in data:
        data['text/html'] = [EMBEDDED.sub(embedded, line) for line in data['text/html']]


def drop_progress(notebook: dict,  # contents of a notebook, changed in place
                  ) -> None:
    "Drop what finished progress bars left among the outputs, and the state of widgets where none is shown any more."
    shown, view = 0, 'application/vnd.jupyter.widget-view+json'
    for cell in notebook['cells']:
        if 'outputs' in cell:
            bars = any('%|' in ''.join(output.get('text', '')) for output in cell['outputs'])
            cell['outputs'] = [output for output in cell['outputs'] if not (bars and output.get('name') == 'stderr')
                               and (view not in output.get('data', {})
                                    or '%|' not in ''.join(output['data'].get('text/plain', '')))]
            shown += sum(view in output.get('data', {}) for output in cell['outputs'])
    if not shown:
        notebook['metadata'].pop('widgets', None)


def embedded(found: re.Match,  # of EMBEDDED
             ) -> str:  # the same picture, lighter
    "A picture inside HTML."
    kind, picture = lighter(base64.b64decode(found[1]))
    return f'data:image/{kind};base64,{base64.b64encode(picture).decode()}'


def lighten_notebook(path: Path,  # .ipynb, replaced where a picture becomes lighter
                     ) -> None:
    "Lighten every picture in the outputs of a notebook."
    text = path.read_text(encoding='utf-8')
    notebook = json.loads(text)
    drop_progress(notebook)
    for cell in notebook['cells']:
        for output in cell.get('outputs', []):
            lighten_output(output)
    lightened = json.dumps(notebook, sort_keys=True, indent=1, ensure_ascii=False) + '\n'
    if len(lightened) < len(text):
        path.write_text(lightened, encoding='utf-8')


def main(folder: Path,  # with notebooks in it, and PNG files
         ) -> None:
    "Lighten all notebooks and PNG files in a folder, and say what that brings."
    files = [path for path in sorted(folder.rglob('*')) if path.suffix in ('.ipynb', '.png')
             and '.ipynb_checkpoints' not in path.parts]
    before = sum(path.stat().st_size for path in files)
    for path in files:
        size = path.stat().st_size
        if path.suffix == '.ipynb':
            lighten_notebook(path)
        else:
            path.write_bytes(lighter(path.read_bytes(), may_be_jpeg=False)[1])
        if path.stat().st_size != size:
            print(f'{path.relative_to(folder)}: {size/1e6:.2f} → {path.stat().st_size/1e6:.2f} MB')
    print(f'{len(files)} files: {before/1e6:.2f} → {sum(path.stat().st_size for path in files)/1e6:.2f} MB')


if __name__ == '__main__':
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT/'nbs')
