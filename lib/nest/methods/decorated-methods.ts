/**
 * What a decorator noted of methods, by the class and the key that it stood at: other decorators may have put functions of
 * their own around the method since, with or without the metadata of what they wrap.
 */
export class DecoratedMethods<T> {
  private readonly notes = new WeakMap<object, Map<string | symbol, T[]>>();

  /** @param target the prototype that has the method */
  note(target: object, key: string | symbol, note: T): void {
    const methods = this.notes.get(target) ?? new Map<string | symbol, T[]>();
    this.notes.set(target, methods.set(key, [...(methods.get(key) ?? []), note]));
  }

  /** Of the method that instances with that prototype have; nothing if a subclass has put its own in that one's place. */
  of(prototype: object | null, key: string | symbol): readonly T[] {
    for (let level = prototype; level !== null; level = Object.getPrototypeOf(level) as object | null) {
      if (Object.hasOwn(level, key)) return this.notes.get(level)?.get(key) ?? [];
    }
    return [];
  }

  /** Of methods of base classes, which a subclass has put its own in the place of. */
  overriddenBy(prototype: object | null, key: string | symbol): readonly T[] {
    let isOverridden = false;
    for (let level = prototype; level !== null; level = Object.getPrototypeOf(level) as object | null) {
      const notes = this.notes.get(level)?.get(key);
      if (isOverridden && notes !== undefined) return notes;
      isOverridden ||= Object.hasOwn(level, key);
    }
    return [];
  }
}
