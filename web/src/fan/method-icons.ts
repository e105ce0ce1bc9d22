import Landmark from '@lucide/svelte/icons/landmark'
import QrCode from '@lucide/svelte/icons/qr-code'
import Smartphone from '@lucide/svelte/icons/smartphone'
import SquareStack from '@lucide/svelte/icons/square-stack'
import type { Component } from 'svelte'
import type { Method } from './offers.ts'

export const methodIcons: Readonly<Record<Method['kind'], Component<{ size?: number }>>> = {
  qris: QrCode,
  virtual_account: SquareStack,
  ewallet: Smartphone,
  bank_transfer: Landmark,
}
