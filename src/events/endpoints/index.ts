import { createEvent, events } from './changes.ts';
import { goToEvent, interestEvent } from './responses.ts';
import { getEventById, getEvents } from './shown.ts';

/** The endpoints of this domain. */
export const eventEndpoints = [getEvents, goToEvent, interestEvent, createEvent, getEventById, events];
