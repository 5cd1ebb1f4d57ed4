import { Command } from '@nestjs/cqrs';

export class RecountStock extends Command<{ recountedBy: string }> {
  constructor(readonly article: string) {
    super();
  }
}
