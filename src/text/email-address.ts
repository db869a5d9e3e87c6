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

// zod's own pattern, plus top-level domains in their ASCII form, which contain digits and hyphens
const EMAIL =
  /^(?!\.)(?!.*\.\.)[A-Za-z0-9_'+\-.]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+(?:[A-Za-z]{2,}|xn--[A-Za-z0-9-]+)$/;
const MAX_EMAIL_LENGTH = 191;

/** The canonical form of an address that e-mail can be sent to and a column holds; undefined for any other. */
export function validEmail(address: string): string | undefined {
  const canonical = canonicalEmail(address) ?? '';
  return canonical.length <= MAX_EMAIL_LENGTH && EMAIL.test(canonical) ? canonical : undefined;
}

/** A stored e-mail address for people, its domain in Unicode. */
export function shownEmail(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return domain.includes('xn--') ? `${address.slice(0, at)}@${domainToUnicode(domain) || domain}` : address;
}
