import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { tell } from './tell.js';

/** What every replica does, leader or not: it tells the demo that it is not standing still. */
@Injectable()
export class Heartbeat {
  @Interval(100)
  beat(): void {
    tell({ type: 'alive' });
  }
}
