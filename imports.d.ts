export interface Room {
  /** Its folder below lib/; `.` for `index.ts`. */
  readonly room: string;
  readonly of: string;
  /** `core/*`: all rooms below that folder. */
  readonly imports: readonly string[];
}
export declare const rooms: readonly Room[];
export declare function roomOf(path: string): Room;
export declare function problemWith(from: Room, to: Room): string | undefined;
