/** The in-memory ports that other tests build on behave as the real ones do. */
import { suites } from './conformance/index.js';
import { memoryWorld } from './conformance/memory-world.js';
import { conforms } from './conformance/world.js';

conforms('memory', memoryWorld, suites);
