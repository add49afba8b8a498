// Assembles a Java program from a Maven artifact: its jar and all that it depends on, in one folder.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from './command.js';
import { type Env, which } from './component.js';
import { versions } from './versions.js';

/** A Maven artifact. */
export interface Artifact {
  readonly group: string;
  readonly name: string;
  readonly version: string;
}

const plugin = `org.apache.maven.plugins:maven-dependency-plugin:${versions.mavenDependencyPlugin}`;

/** Copies an artifact and what it needs at run time into `into/lib`. */
export async function assemble(artifact: Artifact, into: string, env: Env, otherwise: string): Promise<void> {
  if (!(await which('java', env)))
    throw new Error(`"java" is not on the PATH. Install Java 17 or later, or ${otherwise}`);
  const work = join(into, 'assembly');
  await mkdir(work, { recursive: true });
  await writeFile(join(work, 'pom.xml'), pomFor(artifact));
  const args = [
    '-q',
    '-B',
    '-ntp',
    `${plugin}:copy-dependencies`,
    '-DincludeScope=runtime',
    '-DoutputDirectory=../lib',
  ];
  await command('mvn', args, { cwd: work, env, ifMissing: `Install Maven, or ${otherwise}` });
  await rm(work, { recursive: true });
}

function pomFor({ group, name, version }: Artifact): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>rekey.dev</groupId><artifactId>assembly</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>
  </dependencies>
</project>
`;
}
