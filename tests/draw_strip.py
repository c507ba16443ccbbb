"Draws the strip of the README: python tests/draw_strip.py VERDICTS RUN (aoi inspect data/line, aoi run soldering)."
import sys
from pathlib import Path

import matplotlib

matplotlib.use('Agg')
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.offsetbox import AnnotationBbox, OffsetImage
from PIL import Image

from aoi_nb.core.files import project_path
from aoi_nb.core.images import contact_sheet

COLOURS = {'cross_section': '#d55e00', 'other': '#0072b2'}


def draw_map(ax, points, labels, thumbnails, order):
    "The map of one network, some points as pictures."
    for label, colour in COLOURS.items():
        ax.scatter(*points[labels == label].T, s=14, color=colour, label=label.replace('_', '-'), alpha=0.8)
    for row in order[:26]:
        box = {'edgecolor': COLOURS[labels[row]], 'lw': 1}
        ax.add_artist(AnnotationBbox(OffsetImage(thumbnails[row], zoom=0.3), points[row], pad=0.08, bboxprops=box))
    ax.legend(fontsize=8)


def draw_strip(verdicts, run):
    "Photograph, verdict, heap and map beside each other."
    order = np.random.default_rng(3).permutation(244)
    thumbnails = np.load(run/'corpus'/'thumbnails.npy', allow_pickle=False)
    labels = pd.read_csv(run/'disagreement'/'predictions.csv')['label'].to_numpy(str)
    fig, axes = plt.subplots(1, 4, figsize=(12, 3.25), layout='constrained')
    axes[0].imshow(Image.open(project_path('data', 'line', 'line04.png')))
    axes[1].imshow(Image.open(verdicts/'overlays'/'line04.png.jpg'))
    axes[2].imshow(contact_sheet(list(thumbnails[order[:64]]), columns=8, size=64))
    draw_map(axes[3], np.load(run/'reduction'/'builtin2_inductive.npy', allow_pickle=False), labels, thumbnails, order)
    for ax, title in zip(axes, ('a new board', 'found and judged', 'a heap of images', 'sorted on a map'), strict=True):
        ax.set_title(title, fontsize=10)
        ax.set(xticks=[], yticks=[])
    fig.savefig(project_path('nbs')/'images'/'strip.png', dpi=100)


if __name__ == '__main__':
    draw_strip(Path(sys.argv[1]), Path(sys.argv[2]))
