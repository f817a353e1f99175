/** From where a picture in three dimensions is seen. Degrees; the camera never goes below the floor or behind. */

export interface View {
  /** 0 is the front; to the right of it is positive. */
  azimuth: number;
  /** 0 is level with the floor, 90 is from above. */
  elevation: number;
}

export const AZIMUTHS = [-75, 75] as const;
export const ELEVATIONS = [5, 85] as const;

/** A tenth of a degree is more than the eye can tell, and short in an address. */
const tenths = (value: number) => Math.round(value * 10) / 10;

export function turned(view: View, byAzimuth: number, byElevation: number): View {
  const within = (value: number, [low, high]: readonly [number, number]) =>
    tenths(Math.max(low, Math.min(high, value)));
  return {
    azimuth: within(view.azimuth + byAzimuth, AZIMUTHS),
    elevation: within(view.elevation + byElevation, ELEVATIONS),
  };
}

export function viewWords({ azimuth, elevation }: View): string {
  const side = azimuth < 0 ? 'left' : 'right';
  const far = Math.abs(azimuth);
  const from =
    far < 5
      ? 'the front'
      : far > 60
        ? `the ${side}`
        : `the ${side} front, ${Math.round(far)}° round`;
  return `seen from ${from}, ${Math.round(elevation)}° up`;
}
