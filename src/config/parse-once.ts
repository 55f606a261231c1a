import * as z from 'zod';

// A schema that judges many values is worth a function compiled for it. A process that reads one site is done before
// the compiler is. To be loaded before the schemas, which decide it when they are made.
z.config({ jitless: true });
