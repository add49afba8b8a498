/** The MongoDB adapter fulfils every port, on any server that speaks MongoDB. */
import { suites } from './conformance/index.js';
import { worldsOfFile } from './conformance/mongo-world.js';
import { conforms } from './conformance/world.js';

const worlds = worldsOfFile();

conforms('mongo', () => worlds.world(), suites);
