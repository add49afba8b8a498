#!/bin/sh
# What Rekey needs of a Temporal namespace: how long closed resets are kept, and the search attributes, without which
# workflow tasks would fail. Can be repeated. The CLI reads TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE by itself.
set -eu

namespace="${TEMPORAL_NAMESPACE:-default}"

# The server makes its default namespace a while after it has begun to answer.
tries=60
until temporal operator namespace describe --namespace "$namespace" >/dev/null 2>&1; do
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] || { echo "There is no namespace $namespace at ${TEMPORAL_ADDRESS:-127.0.0.1:7233}." >&2; exit 1; }
  sleep 2
done

temporal operator namespace update --namespace "$namespace" --retention 30d
temporal operator search-attribute create --namespace "$namespace" \
  --name RekeyState --type Keyword \
  --name RekeyMethod --type Keyword \
  --name RekeyCredential --type Keyword \
  --name RekeySubject --type Keyword \
  --name RekeyWaitingFor --type Keyword \
  --name RekeyDeadline --type Datetime
