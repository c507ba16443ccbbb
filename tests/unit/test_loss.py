"The loss as the installed library has it: twins agree, gradients stay finite, and training with it works."
import numpy as np
import pytest

keras = pytest.importorskip('keras')
tf = pytest.importorskip('tensorflow')

from aoi_nb.inspection.loss import (
    SIDES,
    corner_loss,
    gradient_balance,
    rectangle_error,
    rectangle_loss,
)

GOLDEN = np.array([[78., 102.], [178., 102.], [78., 154.], [178., 154.]])


def test_ground_truth_is_zero_in_z_order_only():
    assert rectangle_error(GOLDEN[None])[0] == pytest.approx(0, abs=1e-9)
    assert rectangle_error(GOLDEN[None][:, [0, 1, 3, 2]])[0] == pytest.approx(4*100/np.hypot(100, 52), abs=1e-4)
    ratio = (1 + 5**0.5)/2
    assert rectangle_error(np.array([[[0, 0], [ratio, 0], [ratio, 1], [0, 1]]]))[0] == pytest.approx(3.40, abs=0.005)


def test_twins_agree_and_do_not_depend_on_place_angle_or_size():
    corners = np.random.default_rng(1).uniform(0, 256, (64, 4, 2))
    turn = np.array([[0.6, 0.8], [-0.8, 0.6]])
    for same in (corners, corners + 31, corners @ turn, 3*corners):
        np.testing.assert_allclose(rectangle_error(same), rectangle_error(corners), atol=1e-6)
        np.testing.assert_allclose(rectangle_loss(same.astype('float32')), rectangle_error(corners), atol=2e-4)


@pytest.mark.parametrize('scale', [1, 1/256])
@pytest.mark.parametrize('equal', [(0, 1), (0, 3), (1, 2), (0, 1, 2), (0, 1, 2, 3)])
def test_finite_where_corners_coincide(equal, scale):
    corners = GOLDEN.copy()
    corners[list(equal)] = corners[equal[0]]
    variable = tf.Variable((corners*scale).astype('float32')[None])
    with tf.GradientTape() as tape:
        loss = corner_loss(GOLDEN[None]*scale, variable, 1.0)
    assert np.isfinite(loss.numpy())
    assert np.isfinite(tape.gradient(loss, variable).numpy()).all()


def test_sides_of_the_matrix_are_those_of_equation_4():
    np.testing.assert_array_equal(GOLDEN.T @ SIDES, np.stack([GOLDEN[2] - GOLDEN[0], GOLDEN[3] - GOLDEN[2],
                                                             GOLDEN[1] - GOLDEN[3], GOLDEN[1] - GOLDEN[0]]).T)


def test_balance_goes_with_the_square_of_the_scale():
    pixels, unit = (gradient_balance(GOLDEN, [2.0], scale, np.random.default_rng(0), 64) for scale in (1, 1/256))
    assert pixels/unit == pytest.approx(256**2, rel=0.01)


def test_a_network_that_starts_at_zero_learns():
    "Eight zeros at the start: the gradient there must neither be lost nor be NaN."
    truth = np.stack([GOLDEN + shift for shift in np.random.default_rng(0).uniform(-20, 20, (64, 1, 2))])
    inputs = (truth.mean(1) - 128).astype('float32')/20
    layer = keras.layers.Dense(8, kernel_initializer='zeros')
    layer.build(inputs.shape)
    optimiser = keras.optimizers.Adam(2.0)
    optimiser.build(layer.trainable_variables)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = corner_loss(truth, layer(inputs), 1.0)
        optimiser.apply(tape.gradient(loss, layer.trainable_variables), layer.trainable_variables)
        return loss

    losses = [float(step()) for _ in range(400)]
    assert np.isfinite(losses).all() and losses[-1] < 1e-3*losses[0]
