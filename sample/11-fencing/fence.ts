import { Injectable } from '@nestjs/common';
import { LeaderService } from 'nestjs-kubernetes-leader';
import { DataSource, type EntityManager } from 'typeorm';

/** Lets PostgreSQL refuse what an old leader writes late. */
@Injectable()
export class Fence {
  constructor(
    private readonly database: DataSource,
    private readonly leader: LeaderService,
  ) {}

  /**
   * A transaction of the leader. What `work` decides by, it should read in here, too.
   *
   * @throws QueryFailedError if a newer leader has written
   */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const { leaseName, fencingToken } = this.leader.currentRun!; // of the term in which this call began
    return this.database.transaction(async manager => {
      await manager.query('SELECT fence($1, $2)', [leaseName, fencingToken]);
      return work(manager);
    });
  }
}
