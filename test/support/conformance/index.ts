import { contractProblems } from './contract.ts';
import { flutterProblems } from './flutter.ts';
import { iosProblems } from './ios.ts';
import { isObject } from './kinds.ts';
import { xamarinProblems } from './xamarin.ts';

const FAMILIES = { contract: contractProblems, xamarin: xamarinProblems, ios: iosProblems, flutter: flutterProblems };

/** The families that read an answer of the old iOS path; the others do not call it (contract-beyond "Legacy transport"). */
const LEGACY_FAMILIES: readonly string[] = ['contract', 'ios'];

/**
 * The parts of an answer that the published apps cannot read, a line each (`xamarin get-user-data user_data.publisher: expected
 * object, got []`), and nothing when every family can read it. `endpoint` is the wire name, `app_api:<type>` for the old iOS
 * path. `sent` holds the call's fields: FW never sends `not_include`, so answers cut down by it are not checked for FW.
 * Contract-clients.
 */
export function conformanceProblems(endpoint: string, answer: unknown, sent: Readonly<Record<string, unknown>> = {}): string[] {
  if (!isObject(answer)) return [`contract ${endpoint} answer: expected object, got ${JSON.stringify(answer)}`];
  const lines = Object.entries(FAMILIES)
    .filter(([family]) => !endpoint.startsWith('app_api:') || LEGACY_FAMILIES.includes(family))
    .filter(([family]) => family !== 'flutter' || sent.not_include === undefined)
    .flatMap(([family, problems]) =>
      problems(endpoint, answer).map(({ path, message }) => `${family} ${endpoint} ${path || 'answer'}: ${message}`),
    );
  return [...new Set(lines)];
}
