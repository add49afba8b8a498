/** The form that a method fills in: its fields, their defaults, and what an editor says about them. */
import { z } from 'zod';
import { privilegedRules, requesterKinds, type Role } from '../../domain/plan.js';
import { invitation, requesterProof } from '../../domain/reset.js';
import { vetoStep } from '../../domain/veto.js';
import { duration } from './durations.js';

/** Begins with a letter, so that no id is taken for an index. */
const name = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens, such as email-code');

const reserved: readonly string[] = [invitation, requesterProof, vetoStep];
export const stepId = name.refine(
  (id) => !reserved.includes(id),
  `is reserved, as are all of ${reserved.join(', ')}: choose another id`,
);

const mostSteps = 20;

const oneLine = z
  .string()
  .max(120)
  .regex(/^\P{C}*[^\p{C}\s]\P{C}*$/u, 'must be one line of text');

const unique = (items: readonly string[]): boolean => new Set(items).size === items.length;
const groups = z
  .array(z.string().min(1).max(120))
  .min(1)
  .max(50)
  .refine(unique, 'names something twice')
  .meta({ uniqueItems: true });

/** `use`: what stands for one use of a part. The compiler looks at those itself; the editor's schema lists the parts. */
export const formOf = (use: Record<Role, z.ZodType>) =>
  z.strictObject({
    id: name.describe('Names the method; the same as the file'),
    title: oneLine.describe('What people read'),
    credential: name.prefault('password').describe('What is reset'),
    request: z
      .strictObject({
        by: z
          .array(z.enum(requesterKinds))
          .min(1)
          .refine(unique, 'names somebody twice')
          .meta({ uniqueItems: true, description: "Who may ask; 'self' is anybody who types a name" })
          .prefault(['self']),
        subjects: z
          .strictObject({
            in: groups.optional().describe('Only members of one of these groups'),
            notIn: groups.optional().describe('No member of any of these groups'),
          })
          .prefault({})
          .describe('Whose credential may be reset; everybody where nothing is said'),
        privileged: z
          .enum(privilegedRules)
          .prefault('second-person')
          .describe(
            'Privileged users: refused where they ask for themselves, and else only with the word of a second person; or as all others',
          ),
      })
      .prefault({}),
    authentication: z
      .strictObject({
        atLeast: z
          .int()
          .min(1)
          .max(mostSteps)
          .optional()
          .describe('How many proofs are needed; all of them where nothing is said'),
        independent: z.boolean().prefault(true).describe('Two proofs of one factor count once'),
        of: z.array(use.authenticator).min(1).max(mostSteps).describe('The steps that can prove it'),
      })
      .optional()
      .describe(
        'How the subject proves who they are. May be left out where only admin, service or self-signed-in may ask',
      ),
    source: use.source.describe('Where the new credential comes from'),
    targets: z.array(use.target).min(1).max(mostSteps).describe('Every system that holds the credential'),
    delivery: use.delivery
      .optional()
      .describe('How the new credential comes to the subject; nothing is handed over where nothing is said'),
    expires: duration.prefault('PT1H').describe('When the whole reset ends'),
    proveWithin: duration
      .optional()
      .describe('A reset without any proof ends after this: PT1H, or when the reset expires'),
    freshFor: duration
      .prefault('PT30M')
      .describe(
        'How old the newest proof of the subject may be when the new credential is set; an older one is asked for again',
      ),
  });

/** The form as the compiler checks it. */
export const form = formOf({ authenticator: z.any(), source: z.any(), target: z.any(), delivery: z.any() });
export type Form = z.output<typeof form>;
