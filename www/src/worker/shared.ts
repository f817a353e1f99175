/** What a page has one of, however many labs are on it: the instance of each module, the pool, and each data set. */

import { figures, type ModuleName } from 'alleyway-lab/modules';
import { fetchData } from './data.ts';
import { Instance } from './instance.ts';
import type { DataSet } from './jobs.ts';
import { clock, Once, persist } from './loading.ts';
import { Pool, type Share } from './pool.ts';
import { check, standIn, start } from './start.ts';

/** More would be more memory than a phone has, and no lab has work for them. */
const MOST_WORKERS = 8;

const instances = new Map<ModuleName, Once<Instance>>();

/** The instance of the module that a figure is in; of a figure that nobody knows the first one's, which says so. */
export function instanceFor(figure: string): Once<Instance> {
  const module = (figures as Record<string, ModuleName>)[figure] ?? figures['double-descent'];
  const known = instances.get(module);
  if (known) return known;
  const instance = new Once<Instance>(async track => {
    const opened = await persist('The trainer', () => Instance.open(module, track));
    pool?.load(module, opened.module);
    return opened;
  });
  instances.set(module, instance);
  return instance;
}

let pool: Pool | null = null;
let members = 0;

/** A lab's part in the pool. */
export function join(): Share {
  if (!pool) {
    pool = new Pool(poolSize(), {
      start,
      check,
      standIn,
      hidden: () => document.hidden,
      clock,
    });
    for (const { value } of instances.values()) if (value) pool.load(value.name, value.module);
    for (const { value } of data.values()) if (value) pool.provide(value);
  }
  members++;
  return pool.join();
}

/** The last lab that leaves ends the pool. */
export function leave(share: Share) {
  share.close();
  if (--members > 0) return;
  pool?.close();
  pool = null;
}

const data = new Map<string, Once<DataSet>>();

/** A data set for a figure: fetched, and handed to the instance of its module, which checks it, and to every worker. */
export function dataSet(figure: string, name: string): Once<DataSet> {
  const instance = instanceFor(figure);
  const key = `${instance.value?.name} ${name}`;
  const known = data.get(key);
  if (known) return known;
  const set = new Once<DataSet>(async track => {
    const opened = await instance.get();
    const size = opened.catalogue.data[name]?.bytes ?? 0;
    const takes = (csv: Uint8Array) => opened.provide(name, csv);
    const csv = await persist(`The ${name} data`, () => fetchData(name, size, takes, track));
    const set = { module: opened.name, name, csv };
    pool?.provide(set);
    return set;
  });
  data.set(key, set);
  return set;
}

/** For tests and measurements `?workers=N` fixes the size of the pool. */
function poolSize(): number {
  const asked = Number(new URLSearchParams(location.search).get('workers'));
  if (Number.isInteger(asked) && asked >= 1 && asked <= 32) return asked;
  return Math.min(navigator.hardwareConcurrency || 2, MOST_WORKERS);
}
