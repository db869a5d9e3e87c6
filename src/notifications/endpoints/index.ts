import { getActivities, myActivities } from './activities.ts';
import { type GeneralDataSources, getGeneralData } from './general-data.ts';
import { pokeEndpoint } from './poke.ts';

export function notificationEndpoints(sources: GeneralDataSources) {
  return [getGeneralData(sources), getActivities, myActivities, pokeEndpoint];
}
