import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('prices')
export class Price {
  @PrimaryColumn('text')
  article!: string;

  @Column('integer')
  cents!: number;

  @Column('text', { name: 'written_by' })
  writtenBy!: string;
}
