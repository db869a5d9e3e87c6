/**
 * An amount as typed, as a decimal text with two digits after the point: `12.5` is `12.50`. Undefined for an invalid amount, or
 * one finer than a hundredth. It never becomes a number, which could not hold it.
 */
export function amountOf(text: string): string | undefined {
  const parts = /^0*(\d{1,11})(?:\.(\d{1,2})0*)?$/.exec(text.trim());
  return parts ? `${parts[1]}.${(parts[2] ?? '').padEnd(2, '0')}` : undefined;
}

/** An amount for people: `1234.50` is `1,234.50`. */
export function groupedAmount(amount: string): string {
  const [whole = '0', rest = '00'] = amount.split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`;
}
