import { domainToASCII, domainToUnicode } from 'node:url';

/**
 * The canonical form of an e-mail address, which is stored and compared: lower case, an international domain in ASCII
 * (`ada@bücher.example` is `ada@xn--bcher-kva.example`). Undefined without a domain.
 */
export function canonicalEmail(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1).normalize('NFKC'));
  if (at < 1 || domain === '') return undefined;
  return `${address.slice(0, at).normalize('NFKC').toLowerCase()}@${domain}`;
}

/** A stored e-mail address for people, its domain in Unicode. */
export function shownEmail(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return domain.includes('xn--') ? `${address.slice(0, at)}@${domainToUnicode(domain)}` : address;
}
