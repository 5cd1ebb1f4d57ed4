import { calm, type Weather } from '../world/weather.js';
import { type Scene, seconds, someTime, type Trouble } from './trouble.js';

/** Bad weather for a while. */
export function weather(name: string, change: (scene: Scene) => Partial<Weather>): Trouble {
  return {
    name,
    strike(scene) {
      const { network, time } = scene.world;
      const changed = change(scene);
      const duration = someTime(scene);
      Object.assign(network.weather, changed);
      time.after(duration, () => {
        for (const aspect of Object.keys(changed) as (keyof Weather)[]) {
          if (network.weather[aspect] === changed[aspect]) Object.assign(network.weather, { [aspect]: calm[aspect] });
        }
      });
      return `${JSON.stringify(changed)} for ${seconds(duration)}`;
    },
  };
}
