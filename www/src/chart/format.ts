/** Numbers as the page writes them: two or three digits that count, a real minus, thousands apart. */

const LOCALE = 'en-GB';
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const significant = [1, 2, 3, 4, 5, 6].map(
  digits => new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: digits }),
);

export function formatCount(value: number): string {
  return minus(whole.format(value));
}

/** A measured value with `digits` that count; very large and very small ones as a power of ten. */
export function formatValue(value: number, digits = 2): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e6 || size < 1e-4) return formatPower(value);
  return minus((significant[digits - 1] ?? whole).format(value));
}

/** A tick of an axis: plain from 0.001 to 100,000, else a power. */
export function formatTick(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e6 || size < 1e-3) return formatPower(value);
  return minus((significant[5] ?? whole).format(value));
}

function minus(text: string): string {
  return text.replace('-', '−');
}

function formatPower(value: number): string {
  const [digits = '', exponent = '0'] = value.toExponential(1).split('e');
  const raised = [...exponent.replace('+', '')].map(sign => RAISED[sign] ?? sign).join('');
  const lead = minus(digits.replace('.0', ''));
  return lead === '1' ? `10${raised}` : `${lead}·10${raised}`;
}

const RAISED: Record<string, string> = {
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
  '-': '⁻',
};
