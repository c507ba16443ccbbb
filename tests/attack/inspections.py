"""Runs of the inspection chain that are killed at random moments, as `moments` kills those of the soldering chain."""
from . import moments

FULL = 60


def inspection(folder):
    "The inspection chain, with few images and few epochs."
    return 'inspection', {'synthesis.images': 48, 'synthesis.unseen_images': 16, 'synthesis.calibration_images': 24,
                          'training.epochs': 4}


def attack(count, draw, folder):
    "Kill runs at `count` moments in all."
    return moments.attack(count, draw, folder, inspection)
