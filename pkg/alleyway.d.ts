import type { FigureName } from './figures.js';
import type { Trainer } from './trainer.js';

export * from './trainer.js';

/** The functions of the module with a figure: fetched once, and shared by all who ask for one of its figures. */
export declare function load(figure: FigureName): Promise<Trainer>;
