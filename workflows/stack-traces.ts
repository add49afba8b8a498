/**
 * How long stack traces are. For every promise of a workflow the SDK makes one, for the UI's call stack: 75 µs each at ten frames, a twentieth of
 * what a reset costs. With two an error still says where it was thrown; what a reset waits for stands in its current details.
 */
Error.stackTraceLimit = 2;
