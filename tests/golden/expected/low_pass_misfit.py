import numpy as np
from srcdiff.runtime import conform, unbroadcast


def low_pass_misfit_grad(signal, cutoff, target):
    """Gradient of low_pass_misfit (waves.py:8) with respect to signal, cutoff.

    signal: f8[n], cutoff: float, target: f8[n]
    """
    # forward
    spectrum = np.fft.fft(signal)
    k = np.fft.fftfreq(len(signal))
    smooth_ratio = k / cutoff
    smooth_exp = np.exp(-(smooth_ratio**2))
    smooth = np.fft.ifft(smooth_exp * spectrum)

    # backward
    # return np.sum((smooth.real - target) ** 2)
    smooth_bar = conform(2 * (smooth.real - target), smooth)
    # smooth = np.fft.ifft(np.exp(-((k / cutoff) ** 2)) * spectrum)
    smooth_in_bar = np.fft.fft(smooth_bar, norm="forward")
    smooth_exp_bar = unbroadcast((smooth_in_bar * np.conj(spectrum)).real, smooth_exp)
    spectrum_bar = smooth_in_bar * smooth_exp
    smooth_ratio_bar = -2 * smooth_exp_bar * smooth_exp * smooth_ratio
    cutoff_bar = -(smooth_ratio_bar * smooth_ratio / cutoff).sum()
    # spectrum = np.fft.fft(signal)
    signal_bar = np.fft.ifft(spectrum_bar, norm="forward").real
    return signal_bar, cutoff_bar
