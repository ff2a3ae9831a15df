import numpy as np
from srcdiff.runtime import zeros_like


def first_payout_grad(rates, barrier, price):
    """Gradient of first_payout (writing.py:30) with respect to rates, price.

    rates: f8[n, n], barrier: float, price: float
    """
    # forward
    value = None
    returned = False
    turns = 0
    conditions = []
    turnss = []
    value_ins = []
    values = []
    for i in range(len(rates)):
        turns += 1
        values.append(value)
        value = price
        items_in = rates[i]
        turns_2 = 0
        for i_2 in range(len(items_in)):
            turns_2 += 1
            r = items_in[i_2]
            value_in = np.exp(r)
            values.append(value)
            value = value * value_in
            condition = value > barrier
            conditions.append(condition)
            value_ins.append(value_in)
            if condition:
                returned = True
                break
        turnss.append(turns_2)
        if returned:
            break

    # backward
    if returned:
        # return value - barrier
        value_bar = 1.0
    else:
        value_bar = zeros_like(value)
    price_bar = 0.0
    rates_bar = np.zeros_like(rates)
    for i in reversed(range(turns)):
        turns_2 = turnss.pop()
        items_in_bar = np.zeros_like(rates[i])
        for i_2 in reversed(range(turns_2)):
            condition = conditions.pop()
            value_in = value_ins.pop()
            # value = value * np.exp(r)
            value = values.pop()
            value_in_bar = value_bar * value
            value_bar = value_bar * value_in
            r_bar = value_in_bar * value_in
            # for r in rates[i]:
            items_in_bar[i_2] += r_bar
        rates_bar[i] += items_in_bar
        # value = price
        price_bar += value_bar
        value = values.pop()
        value_bar = zeros_like(value)
    return rates_bar, price_bar
