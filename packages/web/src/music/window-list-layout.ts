import { ListLayout } from 'react-aria-components/Virtualizer'

type Point = Parameters<ListLayout<object>['getDropTargetFromPoint']>

/**
 * A list that scrolls with the window. A drop is told by its place in the list as a whole, and the layout that it comes
 * from takes it for one in the part that is in sight: it would add what was scrolled once more.
 */
export class WindowListLayout<T extends object> extends ListLayout<T> {
  override getDropTargetFromPoint(
    ...[x, y, isValid]: Point
  ): ReturnType<ListLayout<T>['getDropTargetFromPoint']> {
    const { x: left, y: top } = this.virtualizer?.visibleRect ?? { x: 0, y: 0 }
    return super.getDropTargetFromPoint(x - left, y - top, isValid)
  }
}
