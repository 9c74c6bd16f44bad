export { trackWaveforms, type WaveformOptions } from './waveforms.ts'
