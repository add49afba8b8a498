/** A new password that the policy takes. */
export const goodPassword = 'a lantern over quiet water 41';
