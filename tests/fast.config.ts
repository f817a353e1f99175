import base from './playwright.config.ts';
export default { ...base, expect: { timeout: 60_000 }, timeout: 300_000 };
