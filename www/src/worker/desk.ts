/**
 * The instance on the page's own thread: it knows the catalogue, judges input,
 * and takes in what the workers send. It never trains.
 */

import * as trainer from 'alleyway';
import wasmUrl from 'alleyway/alleyway_bg.wasm?url';
import {
  type Catalogue,
  Refusal,
  type Request,
  type Resolved,
  type Run,
  refusalIn,
} from './api.ts';
import { sizeOf } from './code.ts';
import { DAMAGED, Fault, receive, type Track } from './loading.ts';

export class Desk {
  readonly module: WebAssembly.Module;
  readonly catalogue: Catalogue;

  private constructor(module: WebAssembly.Module) {
    this.module = module;
    trainer.initSync({ module });
    this.catalogue = JSON.parse(trainer.catalogue()) as Catalogue;
  }

  static async open(tries: number, track: Track): Promise<Desk> {
    const size = sizeOf('wasm');
    return receive(wasmUrl, async answer => new Desk(await compile(answer)), {
      tries,
      track,
      size,
    });
  }

  /** The whole config of a request, or a `Refusal`. */
  resolve(request: Request): Resolved {
    return refusing(() => JSON.parse(trainer.resolve(JSON.stringify(request))) as Resolved);
  }

  run(request: string): Run {
    return refusing(() => new trainer.Run(request));
  }

  provide(name: string, csv: Uint8Array) {
    refusing(() => trainer.provide(name, csv));
  }

  normaliseDigit(ink: Uint8Array, width: number, height: number): Float64Array {
    return trainer.normaliseDigit(ink, width, height);
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

async function compile(answer: Response): Promise<WebAssembly.Module> {
  // Some static hosts send wasm under another type, which the streaming compiler refuses.
  const streams = answer.headers.get('content-type')?.startsWith('application/wasm');
  const module = await (streams
    ? WebAssembly.compileStreaming(answer)
    : answer.arrayBuffer().then(bytes => WebAssembly.compile(bytes))
  ).catch(thrown => {
    // What Firefox says of a stream that ends too soon: the module is too small to fill a memory.
    throw thrown instanceof Error && /out of memory/.test(thrown.message)
      ? new Fault(DAMAGED)
      : thrown;
  });
  // The first instance is kept for the life of the page: a module that is not ours must not make it.
  if (!WebAssembly.Module.exports(module).some(({ name }) => name === 'catalogue'))
    throw new Fault('what came is another file');
  return module;
}
