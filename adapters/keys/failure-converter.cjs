// Failures' messages and stacks as payloads, so that the codec encrypts them. CommonJS: the SDK loads it by `require`, webpack puts it into the workflow bundle.
const { DefaultFailureConverter } = require('@temporalio/common');

exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
