const MAX_CONTACTS = 1000;

/**
 * The numbers of an address book as apps send it: JSON, a list of numbers or of `{"Key": name, "Value": number}`. Anything else
 * has no numbers.
 */
export function contactNumbers(json: string): string[] {
  const contacts = parsed(json);
  if (!Array.isArray(contacts)) return [];
  return contacts.slice(0, MAX_CONTACTS).flatMap((contact: unknown) => {
    const number: unknown = typeof contact === 'object' && contact !== null ? Reflect.get(contact, 'Value') : contact;
    return typeof number === 'string' || typeof number === 'number' ? [String(number)] : [];
  });
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // an address book that cannot be read is an empty one
  }
}
