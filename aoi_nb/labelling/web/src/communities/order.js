// @ts-check
// The order of the rows of a table.

/** @typedef {string | number | null} Cell */

/**
 * Rows by one of their columns; those without a value stand last in either direction, equal ones stay as they are.
 * @param {Cell[][]} rows
 * @param {number} column
 * @param {boolean} falling
 */
export function ordered(rows, column, falling) {
  const sign = falling ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [one[column], other[column]];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)));
  });
}

/**
 * A value as it is shown.
 * @param {string} column
 * @param {Cell} value
 */
export function cellText(column, value) {
  if (value === null) return '';
  if (column === 'community') return value === -1 ? 'none' : String(value);
  return column === 'share' || column === 'risk' ? `${Math.round(100 * Number(value))} %` : String(value);
}
