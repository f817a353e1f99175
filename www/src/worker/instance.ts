/**
 * One module's instance on the page's own thread: it knows the catalogue of its figures, checks
 * input, and takes in what the workers send. It never trains.
 */

import { type ModuleName, modules } from 'alleyway-lab/modules';
import { instantiate, type Trainer } from 'alleyway-lab/trainer';
import { lendWords } from '../chart/words.ts';
import {
  type Catalogue,
  type FigureEntry,
  Refusal,
  type Request,
  type Resolved,
  type Run,
  refusalIn,
} from './api.ts';
import { sizeOf } from './code.ts';
import { DAMAGED, Fault, receive, type Track } from './loading.ts';

export class Instance {
  readonly name: ModuleName;
  readonly module: WebAssembly.Module;
  readonly catalogue: Catalogue;
  private readonly trainer: Trainer;

  private constructor(name: ModuleName, module: WebAssembly.Module) {
    this.name = name;
    this.module = module;
    this.trainer = instantiate(module);
    lendWords(this.trainer);
    this.catalogue = JSON.parse(this.trainer.catalogue()) as Catalogue;
  }

  static async open(name: ModuleName, track: Track): Promise<Instance> {
    const size = sizeOf(`${name}.wasm`);
    const make = async (bytes: Uint8Array<ArrayBuffer>) =>
      new Instance(name, await compile(bytes, size));
    return receive(modules[name], make, { track, size });
  }

  /** What is known of a figure of this module. */
  entry(figure: string): FigureEntry | null {
    return this.catalogue.figures.find(one => one.name === figure) ?? null;
  }

  /** The whole config of a request, or a `Refusal`. */
  resolve(request: Request): Resolved {
    return refusing(() => JSON.parse(this.trainer.resolve(JSON.stringify(request))) as Resolved);
  }

  run(request: string): Run {
    return refusing(() => new this.trainer.Run(request));
  }

  provide(name: string, csv: Uint8Array) {
    refusing(() => this.trainer.provide(name, csv));
  }

  normaliseDigit(ink: Uint8Array, width: number, height: number): Float64Array {
    return this.trainer.normaliseDigit(ink, width, height);
  }
}

function refusing<T>(act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    const refusal = refusalIn(thrown);
    throw refusal ? new Refusal(refusal) : thrown;
  }
}

/** `size` is what the module has in bytes, where that is known: half of one may compile. */
async function compile(bytes: Uint8Array<ArrayBuffer>, size = 0): Promise<WebAssembly.Module> {
  if (bytes.length < size) throw new Fault(DAMAGED);
  const module = await WebAssembly.compile(bytes);
  // The first instance is kept for the life of the page: a module that is not ours must not make it.
  if (!WebAssembly.Module.exports(module).some(({ name }) => name === 'catalogue'))
    throw new Fault('what came is another file');
  return module;
}
