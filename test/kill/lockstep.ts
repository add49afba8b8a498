/** Users who go on together: before each call everybody waits for the others, so that what one call sets off is reached by all at about the same time. */
export class Lockstep {
  #walking: number;
  #waiting: (() => void)[] = [];
  #open = false;

  constructor(users: number) {
    this.#walking = users;
  }

  /** Resolves when everybody who still walks is here. */
  async arrive(): Promise<void> {
    if (this.#open) return;
    await new Promise<void>((goOn) => {
      this.#waiting.push(goOn);
      this.#look();
    });
  }

  /** One of them is held, or has ended: nobody waits for that one. */
  leave(): void {
    this.#walking--;
    this.#look();
  }

  /** From here on everybody goes at their own pace. */
  open(): void {
    this.#open = true;
    this.#release();
  }

  #look(): void {
    if (this.#waiting.length >= this.#walking) this.#release();
  }

  #release(): void {
    for (const goOn of this.#waiting.splice(0)) goOn();
  }
}
