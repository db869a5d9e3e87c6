/** Degrees; latitude -90..90, longitude -180..180. */
export type Point = { lat: number; lng: number };

/** South to north and, eastward, west to east. It never crosses the date line. */
export type Box = { south: number; north: number; west: number; east: number };

export const EARTH_RADIUS_KM = 6371.0088;

/** Half the circumference: the largest distance on earth. */
export const FARTHEST_KM = EARTH_RADIUS_KM * Math.PI;

// Widens a box against rounding: a tenth of a millimetre.
const MARGIN_DEGREES = 1e-9;

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const degrees = (angle: number) => (angle * 180) / Math.PI;

/** Whether numbers from outside are a location on earth. */
export function isPoint({ lat, lng }: Point): boolean {
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180;
}

/** The great-circle distance, by the haversine formula. */
export function distanceKm(a: Point, b: Point): number {
  const half =
    Math.sin(radians(b.lat - a.lat) / 2) ** 2 +
    Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lng - a.lng) / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(half)));
}

/**
 * The smallest boxes that contain everything within `radiusKm` of a point: one, or two when the circle crosses the date line. A
 * circle around a pole has every longitude.
 */
export function boxesAround({ lat, lng }: Point, radiusKm: number): Box[] {
  const angle = radiusKm / EARTH_RADIUS_KM;
  const reach = degrees(angle) + MARGIN_DEGREES;
  const south = Math.max(-90, lat - reach);
  const north = Math.min(90, lat + reach);
  if (south === -90 || north === 90) return [{ south, north, west: -180, east: 180 }];
  // The distance is less than a quarter of the circumference here, and the cosine exceeds the sine: otherwise a pole would be
  // inside.
  const width = degrees(Math.asin(Math.min(1, Math.sin(angle) / Math.cos(radians(lat))))) + MARGIN_DEGREES;
  const west = lng - width;
  const east = lng + width;
  if (west < -180)
    return [
      { south, north, west: -180, east },
      { south, north, west: west + 360, east: 180 },
    ];
  if (east > 180)
    return [
      { south, north, west: -180, east: east - 360 },
      { south, north, west, east: 180 },
    ];
  return [{ south, north, west, east }];
}
