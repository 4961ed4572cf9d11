/** Labelled images as a network takes them: what every loader of pictures gives. */
export interface ImageSet {
  /** Brightness from 0 to 1: image after image, row after row, a pixel's channels beside each other. */
  readonly images: Float32Array;
  /** The class of each image. */
  readonly labels: Int32Array;
  /** How many images. */
  readonly count: number;
  /** Pixels down. */
  readonly height: number;
  /** Pixels across. */
  readonly width: number;
  /** Numbers a pixel: 1 for grey, 3 for red, green and blue. */
  readonly channels: number;
  /** The classes' names by their labels. */
  readonly names: readonly string[];
  /** Authors and licences, where figures that show the images must name them. */
  readonly credit?: string;
}

/** An image of any size: red, green and blue from 0 to 1, row after row. */
export type DecodedImage = {
  readonly rgb: Float32Array;
  readonly height: number;
  readonly width: number;
};
