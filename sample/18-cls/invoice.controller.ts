import { Controller, Post } from '@nestjs/common';
import { OnlyLeader } from 'nestjs-kubernetes-leader';
import { Invoices } from './invoices.js';

@Controller('invoices')
export class InvoiceController {
  constructor(private readonly invoices: Invoices) {}

  @Post()
  @OnlyLeader()
  send() {
    return this.invoices.send();
  }
}
